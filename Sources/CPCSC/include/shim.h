// PC/SC as pcsc-lite declares it: the only way to a card reader.
//
// pcsc-lite's headers include one another as <pcsclite.h>, and its pkg-config file names a flag
// that the package manager refuses with a warning at each build. So this is a C target whose
// folder has those names, not a system library.
#include <PCSC/winscard.h>
