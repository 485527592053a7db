<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template name="x" use-when="false()"><xsl:unknown/></xsl:template>
<xsl:template match="/"><o><a xsl:use-when="system-property('xsl:version') = '9'"/><b xsl:use-when="function-available('concat')"/></o></xsl:template>
</xsl:stylesheet>
