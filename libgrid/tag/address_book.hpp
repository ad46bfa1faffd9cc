#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "libgrid/tag/record.hpp"
#include "libgrid/tag/record_placer.hpp"
#include "libgrid/tag/tag_sites.hpp"

namespace grid {

/// Finds the grids of records that have a code instead of a place: that of a site, or of a grid. From any thread.
class AddressBook {
public:
    /// Sites are put into grids by the placer, whose CRS is that of the grids.
    AddressBook(const TagLayer& layer, const TagSites& sites, const RecordPlacer& placer);
    /// The codes are those of the grids themselves.
    explicit AddressBook(const TagLayer& layer);

    /// Sets what RecordPlacer::place() sets. Spaces around the code mean nothing.
    void place(Record& record, std::string_view code) const;

private:
    void add(const std::string& code, const Record& record);

    std::unordered_map<std::string, Record> m_records;  ///< what a record with this code gets
};

}  // namespace grid
