#include "libgrid/core/error.hpp"
#include "libgrid/io/versions.hpp"
#include "tools/common/command.hpp"
#include "tools/common/log.hpp"
#include "tools/common/progress.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace grid::tools;

/// A stream in memory.
class Memory {
public:
    Memory() : m_file(std::tmpfile()) {}
    ~Memory() { (void)std::fclose(m_file); }
    [[nodiscard]] std::FILE* stream() const { return m_file; }
    [[nodiscard]] std::string text() const {
        std::string result;
        std::rewind(m_file);
        for (int c = std::fgetc(m_file); c != EOF; c = std::fgetc(m_file))
            result += static_cast<char>(c);
        return result;
    }

private:
    std::FILE* m_file;
};

class Trial : public Command {
public:
    explicit Trial(std::function<ExitCode()> work) : m_work(std::move(work)) {}
    [[nodiscard]] std::string name() const override { return "trial"; }
    [[nodiscard]] Request setup(int, const char* const*) override { return Request::run; }
    [[nodiscard]] std::string help() const override { return ""; }
    [[nodiscard]] std::string usage() const override { return "usage\n"; }
    [[nodiscard]] ExitCode run() override { return m_work(); }
    [[nodiscard]] const CommonOptions& common() const override { return m_common; }

private:
    CommonOptions m_common;
    std::function<ExitCode()> m_work;
};

struct Outcome {
    int status = 0;
    std::string errors;
};

/// Runs the command in a process of its own, as a tool would.
Outcome outcome_of(const std::function<ExitCode()>& work, Cleanup cleanup = nullptr) {
    const Memory errors;
    const pid_t child = fork();
    if (child == 0) {
        (void)dup2(fileno(errors.stream()), STDERR_FILENO);
        Trial command(work);
        _exit(run_main(command, 0, nullptr, "1", cleanup));
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return {WEXITSTATUS(status), errors.text()};
}

}  // namespace

TEST_CASE("errors become messages and exit codes in one style") {
    CHECK(outcome_of([] { return ExitCode::done; }).status == 0);
    CHECK(outcome_of([] { return ExitCode::findings; }).status == 1);

    const Outcome usage =
        outcome_of([]() -> ExitCode { throw grid::ConfigError("no such field", {}, "give another"); });
    CHECK(usage.status == 2);
    CHECK(usage.errors == "trial: error: no such field\ntrial: hint: give another\n");

    const Outcome input = outcome_of([]() -> ExitCode {
        throw grid::InputError("cannot open", {"PG:host=h password=secret user=u", {}, {}, {}});
    });
    CHECK(input.status == 3);
    CHECK(input.errors == "trial: error: PG:host=h: cannot open\n");

    CHECK(outcome_of([]() -> ExitCode { throw std::bad_alloc(); }).status == 3);
    CHECK(outcome_of([]() -> ExitCode { throw std::runtime_error("x"); }).errors == "trial: error: unexpected: x\n");
    CHECK(outcome_of([]() -> ExitCode { throw 1; }).status == 3);
}

TEST_CASE("a signal is followed by the cleanup and ends the process with its number") {
    const Cleanup cleanup = []() noexcept { (void)!write(STDERR_FILENO, "tidy", 4); };
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        const Outcome outcome = outcome_of(
            [number] {
                (void)kill(getpid(), number);
                (void)sleep(20);
                return ExitCode::done;
            },
            cleanup);
        CHECK(outcome.status == 128 + number);
        CHECK(outcome.errors == "tidy");
    }
}

TEST_CASE("a reader that goes away is no signal") {
    const Outcome outcome = outcome_of([] {
        int ends[2];
        if (pipe(ends) != 0) return ExitCode::failure;
        (void)close(ends[0]);
        return write(ends[1], "x", 1) == -1 ? ExitCode::done : ExitCode::failure;
    });
    CHECK(outcome.status == 0);
}

TEST_CASE("the log shows what its level allows, and keeps the status line below") {
    const Memory memory;
    Log log("t", 0, memory.stream());
    log.info("hidden");
    log.warning("w");
    log.status("50 %");
    log.error("e");
    log.status("");
    CHECK(memory.text() == "t: warning: w\n\r\x1b[K50 %\r\x1b[Kt: error: e\n50 %\r\x1b[K");

    const Memory quiet;
    Log silent("t", -1, quiet.stream());
    silent.warning("w");
    silent.error("e");
    CHECK(quiet.text() == "t: error: e\n");
    CHECK(Log("t", 1).shows(Level::info));
    CHECK_FALSE(Log("t", 1).shows(Level::debug));
}

TEST_CASE("a log that ends, as when an error ends the run, takes its status line with it") {
    const Memory memory;
    Log main_log("t", 0, memory.stream());
    try {
        Log log("t", 0, memory.stream());
        log.status("reading ...");
        throw std::runtime_error("e");
    } catch (const std::runtime_error& error) {
        main_log.error(error.what());
    }
    CHECK(memory.text() == "\r\x1b[Kreading ...\r\x1b[Kt: error: e\n");
}

TEST_CASE("progress says units, rate and time left") {
    CHECK(progress_line("units", 0, 28000, 0) == "units: 0 of 28000 (0 %)");
    CHECK(progress_line("units", 1000, 28000, 10) == "units: 1000 of 28000 (3 %), 100/s, 4:30 left");
    CHECK(progress_line("units", 1, 28000, 10) == "units: 1 of 28000 (0 %), 0.1/s, 77:46:30 left");
    CHECK(progress_line("sites", 500, 0, 10) == "sites: 500, 50/s");
    CHECK(progress_line("units", 5, 5, 10) == "units: 5 of 5 (100 %), 0.5/s");
}

TEST_CASE("nothing is drawn where no progress is wanted") {
    const Memory memory;
    Log log("t", 0, memory.stream());
    {
        Progress progress(log, "units", 3, false);
        progress.add(3);
    }
    CHECK(memory.text().empty());
}

TEST_CASE("the versions of the libraries are known") {
    const std::string versions = grid::library_versions();
    CHECK(versions.starts_with("GDAL 3."));
    CHECK(versions.find(", GEOS 3.") != std::string::npos);
    CHECK(versions.find(", PROJ ") != std::string::npos);
}
