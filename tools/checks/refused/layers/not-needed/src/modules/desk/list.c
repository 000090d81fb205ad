#include "modules/apply/apply.h"
