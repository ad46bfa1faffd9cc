#pragma once

#include "tools/common/command.hpp"
#include "tools/gridtag/options.hpp"

#include <string>

namespace grid::tools {

/// Puts records into grids.
class GridtagCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "gridtag"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override;
    [[nodiscard]] std::string help() const override { return gridtag_help(); }
    [[nodiscard]] std::string usage() const override { return gridtag_usage(); }
    [[nodiscard]] ExitCode run() override;
    [[nodiscard]] const CommonOptions& common() const override { return m_options.common; }

private:
    GridtagOptions m_options;
};

}  // namespace grid::tools
