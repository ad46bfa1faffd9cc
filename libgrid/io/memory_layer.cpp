#include "libgrid/io/memory_layer.hpp"

#include <utility>

#include "libgrid/io/field_value.hpp"
#include "libgrid/io/memory_dataset.hpp"

namespace grid {

namespace {

std::unique_ptr<OGRGeometry> lines_to_ogr(const MultiLineString& lines) {
    auto all = std::make_unique<OGRMultiLineString>();
    for (const LineString& line : lines) {
        auto one = std::make_unique<OGRLineString>();
        one->setNumPoints(static_cast<int>(line.size()));
        for (std::size_t i = 0; i < line.size(); ++i)
            one->setPoint(static_cast<int>(i), line[i].x, line[i].y);
        all->addGeometryDirectly(one.release());
    }
    return all;
}

std::unique_ptr<OGRGeometry> geometry_of(const Feature& feature) {
    if (!feature.polygons.empty()) return io::to_ogr(feature.polygons);
    if (!feature.lines.empty()) return lines_to_ogr(feature.lines);
    if (feature.points.empty()) return nullptr;
    return std::make_unique<OGRPoint>(feature.points.front().x, feature.points.front().y);
}

/// What OGR asks a layer for. Features are made when they are read, and never kept.
class LayerInMemory final : public OGRLayer {
public:
    LayerInMemory(const std::string& name, std::shared_ptr<const MemoryLayer> layer)
        : m_layer(std::move(layer)), m_definition(new OGRFeatureDefn(name.c_str())) {
        SetDescription(name.c_str());
        m_definition->Reference();
        for (const FieldInfo& field : m_layer->fields) {
            OGRFieldDefn definition(field.name.c_str(), is_real(field.type)      ? OFTReal
                                                        : is_integer(field.type) ? OFTInteger64
                                                                                 : OFTString);
            m_definition->AddFieldDefn(&definition);
        }
    }
    ~LayerInMemory() override { m_definition->Release(); }
    LayerInMemory(const LayerInMemory&) = delete;
    LayerInMemory& operator=(const LayerInMemory&) = delete;

    OGRFeatureDefn* GetLayerDefn() override { return m_definition; }
    int TestCapability(const char*) override { return FALSE; }
    void ResetReading() override { m_next = 0; }

    OGRFeature* GetNextFeature() override {
        while (m_next < m_layer->count) {
            std::unique_ptr<OGRFeature> feature = make(m_next++);
            const bool passes = (m_poFilterGeom == nullptr || FilterGeometry(feature->GetGeometryRef()) != 0) &&
                                (m_poAttrQuery == nullptr || m_poAttrQuery->Evaluate(feature.get()) != 0);
            if (passes) return feature.release();
        }
        return nullptr;
    }

private:
    [[nodiscard]] std::unique_ptr<OGRFeature> make(std::int64_t number) {
        Feature from;
        m_layer->read(number, from);
        auto to = std::make_unique<OGRFeature>(m_definition);
        to->SetFID(number);
        if (m_definition->IsGeometryIgnored() == 0) to->SetGeometryDirectly(geometry_of(from).release());
        for (int i = 0; i < m_definition->GetFieldCount(); ++i) {
            if (m_definition->GetFieldDefn(i)->IsIgnored() == 0)
                io::set_field(*to, i, from.values.at(static_cast<std::size_t>(i)));
        }
        return to;
    }

    std::shared_ptr<const MemoryLayer> m_layer;
    OGRFeatureDefn* m_definition;  ///< counts its references itself
    std::int64_t m_next = 0;
};

class DatasetInMemory final : public GDALDataset {
public:
    DatasetInMemory(const std::string& name, std::shared_ptr<const MemoryLayer> layer)
        : m_layer(name, std::move(layer)) {
        eAccess = GA_ReadOnly;
    }
    int GetLayerCount() override { return 1; }
    OGRLayer* GetLayer(int index) override { return index == 0 ? &m_layer : nullptr; }

private:
    LayerInMemory m_layer;
};

}  // namespace

GDALDatasetUniquePtr io::open_memory(const SourceRef& ref) {
    return GDALDatasetUniquePtr(new DatasetInMemory(ref.path, ref.memory));
}

SourceRef in_memory(const std::string& name, MemoryLayer layer) {
    SourceRef ref;
    ref.path = name;
    ref.crs = layer.crs;
    ref.memory = std::make_shared<const MemoryLayer>(std::move(layer));
    return ref;
}

}  // namespace grid
