/* SPDX-License-Identifier: Apache-2.0 */
void *f(void) { return malloc(3); }
