<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:value-of select="count(//hund[@gewicht &gt; current()/@gewicht]), name(current()/..)"/>;</xsl:for-each><xsl:value-of select="(1 to 3)[. = count(current()/amt)]"/></o></xsl:template>
</xsl:stylesheet>
