<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling">
  <renderer-v2 type="pointCluster" tolerance="5" toleranceUnit="MM" toleranceUnitScale="3x:0,0,0,0,0,0" symbollevels="0" enableorderby="0" forceraster="0">
    <symbol type="marker" name="centerSymbol" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
        <Option type="Map">
          <Option name="name" type="QString" value="circle"/>
          <Option name="color" type="QString" value="59,59,69,255"/>
          <Option name="size" type="QString" value="5.2"/>
          <Option name="size_unit" type="QString" value="MM"/>
          <Option name="outline_color" type="QString" value="255,255,255,255"/>
          <Option name="outline_style" type="QString" value="solid"/>
          <Option name="outline_width" type="QString" value="0.4"/>
          <Option name="outline_width_unit" type="QString" value="MM"/>
        </Option>
        <data_defined_properties>
          <Option type="Map">
            <Option name="name" type="QString" value=""/>
            <Option name="properties" type="Map">
              <Option name="fillColor" type="Map">
                <Option name="active" type="bool" value="true"/>
                <Option name="expression" type="QString" value="@cluster_color"/>
                <Option name="type" type="int" value="3"/>
              </Option>
            </Option>
            <Option name="type" type="QString" value="collection"/>
          </Option>
        </data_defined_properties>
      </layer>
      <layer class="FontMarker" enabled="1" locked="0" pass="0">
        <Option type="Map">
          <Option name="chr" type="QString" value=" "/>
          <Option name="font" type="QString" value="Sans"/>
          <Option name="font_style" type="QString" value="Bold"/>
          <Option name="color" type="QString" value="255,255,255,255"/>
          <Option name="size" type="QString" value="2.8"/>
          <Option name="size_unit" type="QString" value="MM"/>
          <Option name="outline_width" type="QString" value="0"/>
        </Option>
        <data_defined_properties>
          <Option type="Map">
            <Option name="name" type="QString" value=""/>
            <Option name="properties" type="Map">
              <Option name="char" type="Map">
                <Option name="active" type="bool" value="true"/>
                <Option name="expression" type="QString" value="@cluster_size"/>
                <Option name="type" type="int" value="3"/>
              </Option>
            </Option>
            <Option name="type" type="QString" value="collection"/>
          </Option>
        </data_defined_properties>
      </layer>
    </symbol>
    <renderer-v2 type="categorizedSymbol" attr="severity" symbollevels="0" enableorderby="0" forceraster="0">
      <categories>
        <category symbol="0" value="error" label="error" render="true"/>
        <category symbol="1" value="warning" label="warning" render="true"/>
        <category symbol="2" value="note" label="note" render="true"/>
      </categories>
      <symbols>
        <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
          <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
            <Option type="Map">
              <Option name="name" type="QString" value="circle"/>
              <Option name="color" type="QString" value="215,25,28,255"/>
              <Option name="size" type="QString" value="3.2"/>
              <Option name="size_unit" type="QString" value="MM"/>
              <Option name="outline_color" type="QString" value="255,255,255,255"/>
              <Option name="outline_style" type="QString" value="solid"/>
              <Option name="outline_width" type="QString" value="0.3"/>
              <Option name="outline_width_unit" type="QString" value="MM"/>
            </Option>
          </layer>
        </symbol>
        <symbol type="marker" name="1" alpha="1" clip_to_extent="1" force_rhr="0">
          <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
            <Option type="Map">
              <Option name="name" type="QString" value="circle"/>
              <Option name="color" type="QString" value="253,140,30,255"/>
              <Option name="size" type="QString" value="2.6"/>
              <Option name="size_unit" type="QString" value="MM"/>
              <Option name="outline_color" type="QString" value="255,255,255,255"/>
              <Option name="outline_style" type="QString" value="solid"/>
              <Option name="outline_width" type="QString" value="0.3"/>
              <Option name="outline_width_unit" type="QString" value="MM"/>
            </Option>
          </layer>
        </symbol>
        <symbol type="marker" name="2" alpha="1" clip_to_extent="1" force_rhr="0">
          <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
            <Option type="Map">
              <Option name="name" type="QString" value="circle"/>
              <Option name="color" type="QString" value="96,125,155,255"/>
              <Option name="size" type="QString" value="2.2"/>
              <Option name="size_unit" type="QString" value="MM"/>
              <Option name="outline_color" type="QString" value="255,255,255,255"/>
              <Option name="outline_style" type="QString" value="solid"/>
              <Option name="outline_width" type="QString" value="0.3"/>
              <Option name="outline_width_unit" type="QString" value="MM"/>
            </Option>
          </layer>
        </symbol>
      </symbols>
    </renderer-v2>
  </renderer-v2>
  <blendMode>0</blendMode>
  <layerGeometryType>0</layerGeometryType>
</qgis>
