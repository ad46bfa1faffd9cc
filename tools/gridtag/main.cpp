#include "libgrid/io/write.hpp"
#include "tools/common/version.hpp"
#include "tools/gridtag/gridtag_command.hpp"

int main(int argc, char** argv) {
    grid::tools::GridtagCommand command;
    return grid::tools::run_main(command, argc, argv, grid::tools::tool_version, &grid::discard_unfinished_output);
}
