<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund"><n><xsl:number/>|<xsl:number count="*"/>|<xsl:number level="any" count="hund" format="i"/>|<xsl:number level="multiple" count="*" format="1.a"/></n></xsl:template><xsl:template match="text()"/>
<xsl:template match="/"><o><xsl:apply-templates/><xsl:number value="1234567" grouping-separator="." grouping-size="3"/>|<xsl:number value="4" format="A"/>|<xsl:number value="1999" format="I"/>|<xsl:number value="7" format="001"/>|<xsl:number value="1, 2, 3" format="(1.a.i)"/>|<xsl:number value="21" format="w"/>|<xsl:number value="3" format="1" ordinal="yes"/></o></xsl:template>
</xsl:stylesheet>
