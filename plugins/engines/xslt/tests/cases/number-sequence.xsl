<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:number value="1, 12, 3" format="(1.1.1)"/>|<xsl:number value="5, 6" format="1"/>|<xsl:number value="5, 6, 7, 8" format="1-A"/>|<xsl:number value="()" format="(1)"/>|<xsl:number value="2.5, 3.49"/>|<xsl:number value="3" format=""/>|<xsl:number value="3" format="--"/>|<xsl:number value="1,2" format="1.)"/></o></xsl:template>
</xsl:stylesheet>
