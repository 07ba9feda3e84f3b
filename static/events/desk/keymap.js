// SPDX-License-Identifier: Apache-2.0
// Which command asks for which move. One may stand for several; the first legal one opens.

import { keyOf } from "./seat.js";

export const MOVES_OF_COMMANDS = {
  accept: ["accept", "sign", "take"],
  dispatch: ["dispatch", "push_down"],
  return: ["return_back", "reject", "ask_more", "check_fail"],
  escalate: ["escalate"],
  whistle: ["whistle", "answer_help", "ask_help", "report_in"],
  merge: ["merge"],
  note: ["note"],
};

export const moveFor = (command, legal) =>
  MOVES_OF_COMMANDS[command].find((move) => legal.includes(move));

// The key that opens this move now, if it has one.
export function keyFor(move, legal) {
  const command = Object.keys(MOVES_OF_COMMANDS).find((name) => moveFor(name, legal) === move);
  return command ? keyOf(command) : null;
}
