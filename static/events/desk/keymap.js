// SPDX-License-Identifier: Apache-2.0
// Which single key asks for which move. One key may stand for several; the first legal one opens.

export const MOVES_OF_KEYS = {
  a: ["accept", "sign", "take"],
  d: ["dispatch", "push_down"],
  r: ["return_back", "reject", "ask_more", "check_fail"],
  u: ["escalate"],
  w: ["whistle", "answer_help", "ask_help", "report_in"],
  c: ["note"],
};

export const moveFor = (key, legal) => MOVES_OF_KEYS[key].find((move) => legal.includes(move));

// The key that opens this move now, if it has one.
export const keyFor = (move, legal) =>
  Object.keys(MOVES_OF_KEYS).find((key) => moveFor(key, legal) === move);
