#pragma once

#include "tools/common/command.hpp"
#include "tools/gridexport/options.hpp"

#include <string>

namespace grid::tools {

/// Brings a layer of grids into another form.
class GridexportCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "gridexport"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override;
    [[nodiscard]] std::string help() const override { return gridexport_help(); }
    [[nodiscard]] ExitCode run() override;

private:
    GridexportOptions m_options;
};

}  // namespace grid::tools
