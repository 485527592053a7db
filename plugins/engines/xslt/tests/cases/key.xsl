<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:key name="k" match="hund" use="rasse"/><xsl:key name="l" match="hund" use="number(@gewicht)"/>
<xsl:template match="/"><o><xsl:value-of select="key('k', 'Pudel')/@id"/>/<xsl:value-of select="key('k', ('Dackel', 'Pudel'))/@id"/>/<xsl:value-of select="key('l', 30)/@id"/>/<xsl:value-of select="count(key('k', 'x'))"/></o></xsl:template>
</xsl:stylesheet>
