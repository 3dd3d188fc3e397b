// libcups, the client side of CUPS (Debian: libcups2-dev). Debian 12 has no cups.pc, so the
// library is linked by the module map.
#include <cups/cups.h>
