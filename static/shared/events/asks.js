// SPDX-License-Identifier: Apache-2.0
// Which moves ask, answer or press: their buttons stand in 申请与督办, apart from those that bring
// the event on.

export const ASKING = [
  ...["request_extension", "request_suspension", "request_return", "void", "force_close"],
  ...["supervise", "instruct", "appeal_overdue", "mark_sensitive", "lift_sensitive"],
];
export const ANSWERING = [
  ...["approve_request", "refuse_request", "withdraw_request", "decide_appeal"],
  ...["sign_supervision", "reply_supervision", "release_supervision"],
];
