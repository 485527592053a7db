<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund"><h><xsl:apply-templates select="name, rasse"/></h></xsl:template><xsl:template match="name"><n><xsl:apply-templates/></n></xsl:template><xsl:template match="text()" priority="-1"/><xsl:template match="name/text()"><xsl:value-of select="upper-case(.)"/></xsl:template>
<xsl:template match="/"><o><xsl:apply-templates/></o></xsl:template>
</xsl:stylesheet>
