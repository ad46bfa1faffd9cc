#pragma once

#include <string>

#include "libgrid/core/error.hpp"
#include "libgrid/core/message.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/exit_code.hpp"

namespace grid::tools {

// What --json prints, alike in all tools; data/report.schema.json describes it. First come `tool`, `version`, `status`
// (`done`, `findings` or `failed`), `exit_code` and `outputs`, then what a tool has to say, or the error.

/// The report of a run that is done. `body`: a JSON object with what the tool says. Ends with a newline.
[[nodiscard]] std::string framed_report(const std::string& tool, const std::string& body, ExitCode code,
                                        const CommonOptions& common);

/// An error. `kind`: `configuration`, `input`, `geometry`, `memory`, `unexpected`.
[[nodiscard]] std::string error_json(const std::string& tool, const std::string& kind, const Message& message,
                                     const Message& advice, const Place& place, ExitCode code);

/// What would be read and written, for people or as JSON. Throws InputError for an input that is not there.
[[nodiscard]] std::string dry_run_report(const std::string& tool, const CommonOptions& common);

/// The outputs, as a message names them; empty if there are none.
[[nodiscard]] Message names_of_outputs(const CommonOptions& common);

}  // namespace grid::tools
