#include "modules/apply/apply.h"
#include "civic/cases/cases.h"
#include "desk.h"
/* #include "app/main.h" */
