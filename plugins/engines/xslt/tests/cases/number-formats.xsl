<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="0, 1, 4, 9, 14, 26, 27, 40, 52, 703, 1994, 3999, 12345678"><n><xsl:number value="." format="1"/>|<xsl:number value="." format="a"/>|<xsl:number value="." format="A"/>|<xsl:number value="." format="i"/>|<xsl:number value="." format="I"/>|<xsl:number value="." format="01"/>|<xsl:number value="." format="1" grouping-separator="," grouping-size="3"/>|<xsl:number value="." format="[0001]"/></n></xsl:for-each></o></xsl:template>
</xsl:stylesheet>
