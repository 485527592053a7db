<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="name|b">[<xsl:number level="single" count="hund|text" format="1"/>|<xsl:number level="multiple" count="amt|hund|name" format="1.1-a"/>|<xsl:number level="any" count="name|rasse" from="amt"/>|<xsl:number level="any" from="hund" count="node()"/>|<xsl:number level="multiple" count="*" from="amt" format="A.1"/>|<xsl:number select=".." count="*"/>]</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//name | //b"/></o></xsl:template>
</xsl:stylesheet>
