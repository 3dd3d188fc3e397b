// libpq-fe.h of Debian's libpq-dev.
#include <postgresql/libpq-fe.h>
