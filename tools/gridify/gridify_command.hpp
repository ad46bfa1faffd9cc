#pragma once

#include "libgrid/layer/report.hpp"
#include "tools/common/command.hpp"
#include "tools/common/log.hpp"
#include "tools/gridify/options.hpp"

#include <string>

namespace grid::tools {

/// Divides units into grids.
class GridifyCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "gridify"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override;
    [[nodiscard]] std::string help() const override { return gridify_help(); }
    [[nodiscard]] std::string usage() const override { return gridify_usage(); }
    [[nodiscard]] ExitCode run() override;
    [[nodiscard]] const CommonOptions& common() const override { return m_options.common; }

private:
    [[nodiscard]] std::string json_of(const RunReport& report) const;
    /// Prints the report, and the findings once.
    [[nodiscard]] ExitCode tell(const RunReport& report, Log& log) const;

    GridifyOptions m_options;
};

}  // namespace grid::tools
