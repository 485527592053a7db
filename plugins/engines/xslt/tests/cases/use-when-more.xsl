<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template name="weg" use-when="false()"><xsl:kaputt/></xsl:template>
<xsl:template match="/"><o><xsl:value-of select="1" use-when="system-property('xsl:version') = '2.0' or true()"/><a xsl:use-when="false()"/><xsl:choose><xsl:when test="true()" use-when="false()">a</xsl:when><xsl:when test="false()">z</xsl:when><xsl:otherwise>b</xsl:otherwise></xsl:choose><xsl:if test="true()" use-when="function-available('format-date')">c</xsl:if><xsl:unbekannt use-when="element-available('xsl:unbekannt')"/></o></xsl:template>
</xsl:stylesheet>
