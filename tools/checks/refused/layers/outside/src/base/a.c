#include <stdio.h>
#include "../secret/a.h"
#include "other/a.h"
