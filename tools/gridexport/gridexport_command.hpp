#pragma once

#include "tools/common/command.hpp"
#include "tools/common/log.hpp"
#include "tools/gridexport/options.hpp"

#include <functional>
#include <string>

#include "libgrid/core/message.hpp"

namespace grid::tools {

/// Brings a layer of grids into another form, or shows it.
class GridexportCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "gridexport"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override;
    [[nodiscard]] std::string help() const override { return gridexport_help(); }
    [[nodiscard]] std::string usage() const override { return gridexport_usage(); }
    [[nodiscard]] ExitCode run() override;
    [[nodiscard]] const CommonOptions& common() const override { return m_options.common; }

private:
    [[nodiscard]] ExitCode run_export(Log& log) const;
    [[nodiscard]] ExitCode run_view(View view, Log& log) const;
    [[nodiscard]] ExitCode tell_view(const ViewResult& result, Log& log) const;
    [[nodiscard]] std::function<void(const Message&)> stage_display(Log& log) const;
    void end_stages(Log& log) const;
    void say_done(const std::string& json, const Message& text, ExitCode code) const;

    GridexportOptions m_options;
};

}  // namespace grid::tools
