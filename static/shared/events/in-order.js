// SPDX-License-Identifier: Apache-2.0
// Questions that overlap (a poll, a push, a tap) are answered in any order; a screen is not.

/**
 * Take a turn for each question, and ask it before drawing: false for an answer that a newer
 * question's answer has overtaken.
 *
 *   const turns = inOrder();
 *   const isNewest = turns();
 *   const answer = await get(path);
 *   if (isNewest()) draw(answer);
 */
export function inOrder() {
  let asked = 0;
  let shown = 0;
  return () => {
    asked += 1;
    const mine = asked;
    return () => {
      shown = Math.max(shown, mine);
      return mine === shown;
    };
  };
}
