#include "platform/http/http.h"
