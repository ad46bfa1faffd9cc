#pragma once

namespace grid::tools {

/// What every tool tells its caller.
enum class ExitCode {
    done = 0,
    findings = 1,  ///< done, and there is something that the user must know of
    usage = 2,     ///< bad command line or configuration; nothing was touched
    failure = 3    ///< could not do it: input, output, data, geometry, memory
};

}  // namespace grid::tools
