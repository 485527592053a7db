<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:attribute-set name="a" use-attribute-sets="b"><xsl:attribute name="x" select="1"/></xsl:attribute-set><xsl:attribute-set name="b"><xsl:attribute name="x" select="0"/><xsl:attribute name="y" select="2"/></xsl:attribute-set>
<xsl:template match="/"><o xsl:use-attribute-sets="a" y="3"><xsl:element name="e" use-attribute-sets="b"/></o></xsl:template>
</xsl:stylesheet>
