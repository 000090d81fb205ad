#include "modules/apply/rules.h"
