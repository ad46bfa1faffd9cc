#include "libgrid/io/write.hpp"
#include "tools/common/version.hpp"
#include "tools/gridtag/gridtag_command.hpp"

#include <malloc.h>

namespace {

/// Blocks of records come and go, many each second, and from one thread to another: what they leave is kept for the
/// next ones. Else two threads have twelve times as many page faults as one, and three tenths of their time go there.
void keep_freed_memory() {
    constexpr int mebibyte = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, 32 * mebibyte);
    mallopt(M_TRIM_THRESHOLD, 256 * mebibyte);
    mallopt(M_TOP_PAD, 4 * mebibyte);
}

}  // namespace

int main(int argc, char** argv) {
    keep_freed_memory();
    grid::tools::GridtagCommand command;
    return grid::tools::run_main(command, argc, argv, grid::tools::tool_version, &grid::discard_unfinished_output);
}
