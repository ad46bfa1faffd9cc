#pragma once

#include "tools/common/command.hpp"
#include "tools/gridmerge/options.hpp"

#include <string>

namespace grid::tools {

/// Puts layers of grids together.
class GridmergeCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "gridmerge"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override;
    [[nodiscard]] std::string help() const override { return gridmerge_help(); }
    [[nodiscard]] std::string usage() const override { return gridmerge_usage(); }
    [[nodiscard]] ExitCode run() override;
    [[nodiscard]] const CommonOptions& common() const override { return m_options.common; }

private:
    GridmergeOptions m_options;
};

}  // namespace grid::tools
