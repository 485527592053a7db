<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="xs p f">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:number value="@gewicht" format="1"/>,<xsl:number value="position()" format="i"/>;</xsl:for-each><xsl:number value="//p:gebuehr"/></o></xsl:template>
</xsl:stylesheet>
