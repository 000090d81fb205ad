// SPDX-License-Identifier: Apache-2.0
// The blocks of the tutorial, in order. A block says on its first line what is done with it:
//     ```c file PATH      its text is the file      ```po append PATH    its text goes to the file's end
//     ```text says PATH   the file now says this    ```sh run            commands that succeed
//     ```sh serve         a program that is left running
// The paragraph above a block names its file too, for those who read.
import { readFileSync } from "node:fs";

export function blocksOf(path) {
  const blocks = [], lines = readFileSync(path, "utf8").split("\n");
  let above = "";
  for (let i = 0; i < lines.length; i++) {
    const head = /^```(\S+)(?: (\w+))?(?: (\S+))?$/.exec(lines[i]);
    if (!head) {
      if (lines[i].trim()) above = lines[i];
      continue;
    }
    const from = ++i;
    while (lines[i] !== "```" && i < lines.length) i++;
    if (i === lines.length) throw new Error(`${path}:${from}: a block without end`);
    blocks.push({ line: from, kind: head[2], file: head[3], above, text: lines.slice(from, i).join("\n") + "\n" });
  }
  return blocks;
}
