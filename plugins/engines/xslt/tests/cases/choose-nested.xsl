<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:choose><xsl:when test="@gewicht &gt; 20">g</xsl:when><xsl:when test="rasse = 'Pudel'">p</xsl:when><xsl:otherwise><xsl:if test="@p:art">x</xsl:if></xsl:otherwise></xsl:choose></xsl:for-each></o></xsl:template>
</xsl:stylesheet>
