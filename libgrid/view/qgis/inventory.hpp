#pragma once

// For the files of this stage only: what goes into a project for QGIS and into the GeoPackage beside it.

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/io/package.hpp"
#include "libgrid/view/plan.hpp"
#include "libgrid/view/qgis/layers.hpp"

namespace grid {

/// The layers that a plan has, from top to bottom, with their styles and with the columns that these look at. Refers to
/// the plan, which must outlive it.
class QgisInventory {
public:
    QgisInventory(const Plan& plan, Language language, int threads);
    QgisInventory(const QgisInventory&) = delete;
    QgisInventory& operator=(const QgisInventory&) = delete;

    [[nodiscard]] const GridPackage& package() const noexcept { return m_package; }
    [[nodiscard]] const std::vector<QgisLayer>& layers() const noexcept { return m_layers; }

private:
    void add_issues();
    void add_boundaries();
    void add_units(int threads);
    void add_previous();
    void add_sites();
    void add_micro();
    void add_grids();
    void add_barriers();
    void add_tables();
    void list_styles();
    [[nodiscard]] std::string text(const char* english) const;
    [[nodiscard]] QgisStyle plain_style(GeometryKind kind) const;

    const Plan& m_plan;
    Language m_language;
    std::vector<std::int32_t> m_colours;
    FeatureTable m_previous;
    FeatureTable m_units;
    std::vector<Value> m_unit_colours;
    GridPackage m_package;
    std::vector<QgisLayer> m_layers;
};

}  // namespace grid
