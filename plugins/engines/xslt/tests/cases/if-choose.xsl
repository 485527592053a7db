<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:if test="//hund">1</xsl:if><xsl:if test="//katze">2</xsl:if><xsl:choose><xsl:when test="false()">3</xsl:when><xsl:when test="true()">4</xsl:when><xsl:otherwise>5</xsl:otherwise></xsl:choose></o></xsl:template>
</xsl:stylesheet>
