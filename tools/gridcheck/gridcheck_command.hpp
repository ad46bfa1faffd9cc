#pragma once

#include "libgrid/check/request.hpp"
#include "tools/common/command.hpp"
#include "tools/common/log.hpp"
#include "tools/gridcheck/options.hpp"

#include <string>

namespace grid::tools {

/// Checks a layer of grids.
class GridcheckCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "gridcheck"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override;
    [[nodiscard]] std::string help() const override { return gridcheck_help(); }
    [[nodiscard]] std::string usage() const override { return gridcheck_usage(); }
    [[nodiscard]] ExitCode run() override;
    [[nodiscard]] const CommonOptions& common() const override { return m_options.common; }

private:
    /// Prints the report, unless there is nothing to say or no room for it.
    [[nodiscard]] ExitCode tell(const CheckResult& result, Log& log) const;

    GridcheckOptions m_options;
};

}  // namespace grid::tools
