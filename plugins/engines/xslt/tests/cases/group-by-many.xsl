<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each-group select="//hund" group-by="*/name(), 'alle'"><g k="{current-grouping-key()}" n="{count(current-group())}" p="{position()}/{last()}"><xsl:value-of select="current-group()/@id"/></g></xsl:for-each-group>/<xsl:for-each-group select="1 to 10" group-by=". mod 3"><xsl:sort select="current-grouping-key()" order="descending"/><xsl:value-of select="current-grouping-key(), ':', current-group()"/>;</xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
