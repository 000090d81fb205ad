#include "base/str.h"
  #  include "modules/desk/desk.h"
