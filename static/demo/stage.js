// SPDX-License-Identifier: Apache-2.0
// The stage: seats that fit the window, the story, the promises.

import * as proofs from "./proofs.js";
import * as seats from "./seats.js";
import * as story from "./story.js";

seats.begin();
story.begin();
proofs.begin();
