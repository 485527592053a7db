<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all" xpath-default-namespace="urn:p">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="gebuehr[@waehrung]">g</xsl:template>
<xsl:template match="/"><o><xsl:value-of select="count(//gebuehr), count(gebuehr), count(//@waehrung), count(//p:gebuehr)"/><xsl:apply-templates select="//gebuehr"/></o></xsl:template>
</xsl:stylesheet>
