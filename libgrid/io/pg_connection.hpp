#pragma once

// For the files of this stage only: a database that is asked and changed, with what went wrong as errors for the user.

#include <cstdint>
#include <map>
#include <string>

#include "libgrid/core/message.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/pg_sql.hpp"

namespace grid::io {

/// A connection for one call. Whatever is not committed when it ends has not happened. All throw InputError.
class PgConnection {
public:
    /// `path`: as `PG:host=... dbname=...` or `postgresql://...`.
    explicit PgConnection(const std::string& path);

    void run(const std::string& sql);

    /// The first value of the first row, as text; empty if there is none.
    [[nodiscard]] std::string ask(const std::string& sql, const Message& failure = default_failure(),
                                  const Message& advice = "");

    [[nodiscard]] bool has(const PgTarget& target);
    [[nodiscard]] std::int64_t count(const PgTarget& target, const std::string& condition);
    /// Returns how many rows there were.
    std::int64_t remove(const PgTarget& target, const std::string& condition);
    /// The columns of a table that is there, those of a domain as what it is made of.
    [[nodiscard]] std::map<std::string, PgColumn> columns(const PgTarget& target);

    void need_postgis();
    void need_crs(const std::string& epsg);
    /// Where it is missing; nothing without a name.
    void make_schema(const std::string& schema);

    void begin();
    void commit();
    void roll_back() { m_dataset->RollbackTransaction(); }

    [[noreturn]] void fail(const Message& what, const Message& advice) const;

private:
    [[nodiscard]] static Message default_failure();
    [[nodiscard]] Message advice_on_refusal() const;
    [[noreturn]] void fail_for_lock() const;
    [[nodiscard]] std::string holders() const;

    std::string m_shown;
    ErrorTrap m_trap;
    GDALDatasetUniquePtr m_dataset;
};

}  // namespace grid::io
