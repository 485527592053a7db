<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 100, 101, 111, 121, 1000, 1234"><n><xsl:number value="." format="w"/>|<xsl:number value="." format="W"/>|<xsl:number value="." format="Ww"/>|<xsl:number value="." format="1" ordinal="yes"/>|<xsl:number value="." format="w" ordinal="yes"/></n></xsl:for-each></o></xsl:template>
</xsl:stylesheet>
