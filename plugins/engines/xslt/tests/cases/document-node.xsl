<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:variable name="d" as="document-node()"><xsl:document><a/></xsl:document></xsl:variable><xsl:copy-of select="$d"/><xsl:value-of select="$d/a instance of element()"/></o></xsl:template>
</xsl:stylesheet>
