<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:element name="{concat('a', 1)}" namespace="urn:{1 + 1}"><xsl:attribute name="p:x" select="1"/><xsl:attribute name="q:art" namespace="urn:andere" select="2"/><xsl:attribute name="x" select="3"/><xsl:attribute name="x" select="4"/></xsl:element></o></xsl:template>
</xsl:stylesheet>
