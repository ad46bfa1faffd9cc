#pragma once

#include "tools/common/command.hpp"
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

private:
    GridifyOptions m_options;
};

}  // namespace grid::tools
