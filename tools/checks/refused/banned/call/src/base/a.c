/* SPDX-License-Identifier: Apache-2.0 */
/* strcpy(a, b) in a comment is no call */
const char *s = "sprintf(x)";
void f(char *a) { strcpy(a, s); my_strcpy(a); g.system(a); }
void h(void) { system
("x"); }
