<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no" use-character-maps="m"/>
<xsl:character-map name="m" use-character-maps="n"><xsl:output-character character="€" string="&amp;euro;"/><xsl:output-character character="§" string="&lt;par/&gt;"/></xsl:character-map><xsl:character-map name="n"><xsl:output-character character="“" string="&lt;&lt;"/><xsl:output-character character="„" string="´"/></xsl:character-map>
<xsl:template match="/"><o><a t="„x“ €">1 € &lt; “</a><xsl:text>§</xsl:text></o></xsl:template>
</xsl:stylesheet>
