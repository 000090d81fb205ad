/* SPDX-License-Identifier: Apache-2.0 */
void f(void) { sqlite3_exec(0, 0, 0, 0, 0); }
