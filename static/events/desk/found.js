// SPDX-License-Identifier: Apache-2.0
// What a pasted message or call note says by itself: phone, name, place. Guesses, to be looked at.

const MOBILE = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)/;
const LANDLINE = /(?<!\d)(0\d{2,3})[- ]?(\d{7,8})(?!\d)/;

export function findPhone(text) {
  const mobile = MOBILE.exec(text);
  if (mobile) return mobile.slice(1).join("");
  const landline = LANDLINE.exec(text);
  return landline ? `${landline[1]}-${landline[2]}` : "";
}

const NAMED =
  /(?:姓名|联系人|来电人|反映人|诉求人|投诉人|署名|落款)\s*[::]?\s*([\u4e00-\u9fa5·]{2,5})/;
const CALLED = /(?:我是|我叫|我姓名是|本人)\s*([\u4e00-\u9fa5]{2,3})(?=[,,。;;、\s(]|电话|手机)/;
const POLITE = /([\u4e00-\u9fa5])(先生|女士|小姐|师傅|阿姨|大爷|大姐)/;

export function findName(text) {
  const found = NAMED.exec(text) ?? CALLED.exec(text);
  if (found) return found[1];
  const polite = POLITE.exec(text);
  return polite ? polite[1] + polite[2] : "";
}

const KIND =
  "(?:街道|社区|小区|花园|公寓|家园|新村|市场|广场|学校|小学|中学|幼儿园|医院|公园|工地|车站|礼堂|路口|大道|桥|村|镇|路|街|巷|弄|厂|苑|里|城)";
const DETAIL =
  "(?:[A-Za-z0-9一二三四五六七八九十]+(?:号楼|号|幢|栋|单元|室|组|期|弄|楼)|[东西南北](?:门口|门|口|侧|面|头)|门口|门前|旁边?|附近|对面|隔壁|路口|交叉口)";
const WORD = "[\\u4e00-\\u9fa5A-Za-z0-9]";
const LABELLED = /(?:地址|地点|位置|事发地|发生地)\s*[::是为]\s*([^,,。;;\n]{2,40})/;
const SPOT = new RegExp(
  `(?:位于|家住|住在|就在|在)(${WORD}{1,18}?${KIND}(?:${WORD}{0,10}?${KIND})*${DETAIL}*)`,
);
const BARE = new RegExp(`(${WORD}{1,8}?${KIND}(?:${WORD}{0,8}?${KIND})*${DETAIL}+)`);
const LEAD =
  /^(?:电话|我们|我家|我在|我|你好|您好|请问|现在|今天|昨天|昨晚|反映|投诉|举报|来电|是|(?:市民|群众)(?=反映|投诉|举报|来电))+/;

export function findPlace(text) {
  const found = LABELLED.exec(text) ?? SPOT.exec(text) ?? BARE.exec(text);
  return found ? found[1].replace(LEAD, "").trim() : "";
}
